namespace Patchbay;

/// <summary>Which direction of a joined connection ended before its FIN.</summary>
enum CutDirection
{
    None,

    /// <summary>The peer reset, or what it sent could not be read to its end.</summary>
    Receiving,

    /// <summary>The peer did not take what we had to send.</summary>
    Sending,

    /// <summary>Whoever reads our stdout is gone.</summary>
    Output,
}
