"""What is wrong with a film that an author brings, as the check of uploads words it."""

from __future__ import annotations

from bot.messages.catalogue import template

JOINT = template("; allowed is ")
"""Between what is wrong and what is allowed."""

WHAT = (
    template("The file is empty"),
    template("The file has {size} MB"),
    template("The file is {thing}"),
    template("The file cannot be read"),
    template("The picture cannot be read"),
    template("The sound cannot be read"),
    template("The file says that it lasts {declared} s, but {real} s of video are in it"),
    template("There are {count} or more tracks in the file"),
    template("There is no picture in the file"),
    template("There are {count} video tracks in the file"),
    template("The picture is coded as {codec}"),
    template("The sound is coded as {codec}"),
    template("There is no sound track in the file"),
    template("The picture has {width} x {height} pixels"),
    template("The picture is upright ({size})"),
    template("The picture is square ({size})"),
    template("The picture is wide ({size})"),
    template("The clip has {count} pictures a second"),
    template("The clip lasts {seconds} s"),
    template("The clip lasts for hours"),
    template("The file is cut into more than {count} pieces"),
    template("Checking the file takes too much time or memory"),
    template("{percent} % of the clip is black"),
    template("The picture never changes"),
    template("The picture stands still for {seconds} s"),
    template("The picture is recorded in HDR"),
    template("The sound is silent ({level} LUFS)"),
    template("The sound is at {level} LUFS"),
    template("The sound is distorted (peaks at {level} dBTP)"),
    template("The picture lasts {picture} s and the sound {sound} s"),
    template("There are no captions with the clip"),
    template("There are no captions with the clip, though some seem to be part of the picture"),
    template("The captions have a fault in line {line}: {caption_what}"),
    template("The captions end at {end} s, after the clip ({length} s)"),
    template("Reading the transcript aloud takes about {reading} s, but the clip lasts {seconds} s"),
)
ALLOWED = (
    template("an MP4, MOV or WebM video of up to {most} MB"),
    template("a whole, undamaged file"),
    template("at most {most}"),
    template("exactly one video track"),
    template("a clip with speech"),
    template("up to {side} a side and {pixels} million pixels"),
    template("at least {least} pixels on the short side"),
    template("9:16 looks best, such as 1080 x 1920"),
    template("{least} to {most} s"),
    template("as many as 90 s need"),
    template("an ordinary phone video"),
    template("less than {most} %"),
    template("a moving picture"),
    template("a change every 2 to 4 s holds attention"),
    template("SDR keeps its colours exactly"),
    template("above {least} LUFS"),
    template("{least} to {most} LUFS sound best"),
    template("peaks below {most} dBTP"),
    template("both of the same length"),
    template("every published clip has captions"),
    template("a valid {kind} file"),
    template("captions that end with the clip"),
    template("the words that are said, and no others"),
)
INSTEAD = (
    template("Send it again; if it is empty on your phone too, record it again."),
    template("Export it in 1080p instead of 4K."),
    template("Open it in your phone's gallery or a video editor and export it as MP4 (H.264 and AAC)."),
    template("Send it again. Open it in your phone's gallery or a video editor and export it as MP4 (H.264 and AAC)."),
    template(
        "Open it in your phone's gallery or a video editor and export it as MP4 (H.264 and AAC), "
        "with one picture and one sound."
    ),
    template(
        "Open it in your phone's gallery or a video editor and export it as MP4 (H.264 and AAC), "
        "1080 x 1920, 30 pictures a second."
    ),
    template("The upload was probably cut off: send it again."),
    template("Record it again with the microphone on, or export it with its sound."),
    template("Export it as 1080 x 1920."),
    template("Send the original, not a copy that a messenger made smaller."),
    template(
        "The rest of the screen will be filled with a backdrop; hold the phone upright to fill it with your picture."
    ),
    template("Export it with 30 pictures a second."),
    template("Cut out {seconds} s or make two episodes of it."),
    template("Cut it into episodes."),
    template("If yours is longer, the upload was cut off: send it again."),
    template("Uncover the lens and record it again."),
    template("Send a video rather than a still picture with sound."),
    template("Cut the still part, or show something else."),
    template("Its colours will be converted; switch HDR off in the camera's settings if they matter."),
    template("Record it again, near to the microphone."),
    template("It will be made even, but noise is louder then."),
    template("It will be turned down."),
    template("Speak a little further from the microphone."),
    template("Cut the longer one, or send the clip again."),
    template("Add a WebVTT or SRT file, or paste the words that are said: their times are found by listening."),
    template("Check that they belong to this clip."),
    template("Check that it belongs to this clip."),
)
