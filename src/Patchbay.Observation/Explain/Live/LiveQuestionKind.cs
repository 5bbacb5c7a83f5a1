namespace Patchbay.Observation;

/// <summary>What can be asked of this machine.</summary>
public enum LiveQuestionKind
{
    /// <summary>How many sockets match a filter, and whose they are.</summary>
    Sockets,

    /// <summary>A setting of the kernel's, below /proc/sys.</summary>
    Setting,

    /// <summary>A counter of /proc/net/snmp or /proc/net/netstat.</summary>
    Counter,

    /// <summary>The ephemeral range and its use.</summary>
    Ephemeral,

    /// <summary>The listeners with the fullest queues.</summary>
    Listeners,

    /// <summary>Interfaces and addresses.</summary>
    Interfaces,

    /// <summary>Multicast groups.</summary>
    Groups,

    /// <summary>How many descriptors a process may have.</summary>
    Descriptors,
}
