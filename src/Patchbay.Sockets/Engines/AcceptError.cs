namespace Patchbay.Sockets;

/// <summary>What to do about a failed accept(2).</summary>
internal enum AcceptError
{
    /// <summary>This newcomer is gone or the call was disturbed: accept the next one.</summary>
    Transient,

    /// <summary>The process or the machine is short of something: wait, then go on. The newcomer stays in the backlog.</summary>
    BackOff,

    /// <summary>The listener itself is broken.</summary>
    Fatal,
}
