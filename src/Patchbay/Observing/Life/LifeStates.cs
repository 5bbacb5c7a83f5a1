using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>States as the timeline names them.</summary>
static class LifeStates
{
    public static string Name(TcpState state) => StateNames.Of(state);
}
