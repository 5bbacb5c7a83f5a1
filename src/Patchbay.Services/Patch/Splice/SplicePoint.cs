namespace Patchbay.Services.Patch;

/// <summary>Where the fault seam of the spliced relay can strike.</summary>
internal enum SplicePoint
{
    /// <summary>recv(2).</summary>
    Receive,

    /// <summary>send(2).</summary>
    Send,

    /// <summary>splice(2) from a socket into a pipe.</summary>
    Fill,

    /// <summary>splice(2) from a pipe into a socket.</summary>
    Drain,

    /// <summary>pipe2(2).</summary>
    Pipe,

    /// <summary>F_SETPIPE_SZ, fcntl(2).</summary>
    Grow,
}
