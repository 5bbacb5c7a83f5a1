namespace Patchbay.Observation;

/// <summary>What a word stands for on this machine, to be pointed at.</summary>
public enum LiveObject
{
    /// <summary>An address of an interface.</summary>
    Address,

    /// <summary>A port that somebody listens on.</summary>
    Port,

    /// <summary>A listening socket.</summary>
    Listener,

    /// <summary>A connection with both its ends.</summary>
    Connection,

    /// <summary>A descriptor of a socket, in a process.</summary>
    Descriptor,

    /// <summary>The queue of connections that wait to be accepted.</summary>
    Backlog,

    /// <summary>The buffers of a connection.</summary>
    Buffer,

    /// <summary>A UDP socket.</summary>
    Datagram,

    /// <summary>A port out of the ephemeral range.</summary>
    EphemeralPort,

    /// <summary>A connection that was closed from here and waits.</summary>
    TimeWait,
}
