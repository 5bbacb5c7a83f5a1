namespace Patchbay.Probing;

/// <summary>How a trace ended.</summary>
public enum TraceEndKind
{
    /// <summary>The destination answered.</summary>
    Reached,

    /// <summary>The destination answered that nobody listens on the TCP port.</summary>
    Refused,

    /// <summary>Somebody said that it goes no further.</summary>
    Unreachable,

    /// <summary>The path comes back to routers that it passed.</summary>
    Loop,

    /// <summary>From some hop on nobody answered.</summary>
    Silent,
}
