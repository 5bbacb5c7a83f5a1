namespace Patchbay.Observation;

/// <summary>Where an event was seen.</summary>
public enum LifeSource
{
    /// <summary>The program's calls, by ptrace(2).</summary>
    Calls,

    /// <summary>The socket itself, borrowed by pidfd_getfd(2): TCP_INFO, SO_MEMINFO.</summary>
    Socket,

    /// <summary>The kernel's table, by sock_diag(7).</summary>
    Table,

    /// <summary>The kernel's notices of TCP sockets that end (SKNLGRP_INET_TCP_DESTROY).</summary>
    Notices,

    /// <summary>The kernel's tracepoints, by bpf(2).</summary>
    Tracepoints,

    /// <summary>Segments, by packet(7).</summary>
    Wire,

    /// <summary>The program itself: Patchbay's own engines.</summary>
    Engine,
}
