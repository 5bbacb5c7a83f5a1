namespace Patchbay.Probing;

/// <summary>What a host's scan wants done next.</summary>
enum UdpAsk
{
    /// <summary>A probe to a port.</summary>
    Send,

    /// <summary>Nothing before a certain time, unless an answer comes.</summary>
    Wait,

    /// <summary>Nothing any more: every port is settled.</summary>
    Done,
}
