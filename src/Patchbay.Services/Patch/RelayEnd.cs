namespace Patchbay.Services.Patch;

/// <summary>How one direction of a relay ended.</summary>
public enum RelayEnd
{
    /// <summary>The sender finished, every byte was handed over, and the receiver was told.</summary>
    Finished,

    /// <summary>The receiver ended by itself, after it had said everything, while nothing was on its way to it: a command that needs no more input. Nothing is lost.</summary>
    ReceiverLeft,

    /// <summary>The sender reset or failed: what it still had to say is lost.</summary>
    SenderCut,

    /// <summary>The receiver no longer takes bytes: some that the sender said are lost.</summary>
    ReceiverCut,

    /// <summary>Nothing moved in either direction for the idle time.</summary>
    Idle,

    /// <summary>We were told to stop.</summary>
    Stopped,
}
