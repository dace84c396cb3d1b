// A certified provider, to which the account of its first argument signs in without being asked: one person, one client.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [email, back] = process.argv.slice(2);
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "ninety", client_secret: "a secret / of many letters", redirect_uris: [`${back}/sign-in/back`], post_logout_redirect_uris: [`${back}/sign-in`] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only for this test"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/agree/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email, email_verified: true }) }),
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith("/agree/")) return next();
    const { prompt, params, session } = await provider.interactionDetails(context.req, context.res);
    if (prompt.name === "login") {
      return provider.interactionFinished(context.req, context.res, { login: { accountId: "person-1" } });
    }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const grantId = await grant.save();
    return provider.interactionFinished(context.req, context.res, { consent: { grantId } }, { mergeWithLastSubmission: true });
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
