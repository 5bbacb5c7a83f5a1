namespace Patchbay.Observation;

/// <summary>What a call's return brought about.</summary>
struct Effect()
{
    /// <summary>The descriptor that came to be; -1 for none.</summary>
    public int Made { get; set; } = -1;

    /// <summary>The socket that came to be with it.</summary>
    public OpenFile? Socket { get; set; }

    /// <summary>The other one of socketpair.</summary>
    public OpenFile? Second { get; set; }

    public int MadeSecond { get; set; } = -1;

    /// <summary>The socket is a listener's child.</summary>
    public bool IsAccept { get; set; }

    /// <summary>An io_uring came to be.</summary>
    public bool IsRing { get; set; }

    /// <summary>A descriptor that was another process's; -1 for none.</summary>
    public int Borrowed { get; set; } = -1;
}
