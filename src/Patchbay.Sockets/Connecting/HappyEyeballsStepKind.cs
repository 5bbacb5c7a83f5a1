namespace Patchbay.Sockets;

internal enum HappyEyeballsStepKind
{
    /// <summary>Start an attempt and ask again.</summary>
    Start,

    /// <summary>Ask again after the delay or when an answer or a failure came.</summary>
    Wait,

    /// <summary>Every address failed, or there was none.</summary>
    Exhausted,
}
