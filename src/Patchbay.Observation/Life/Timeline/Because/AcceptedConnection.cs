using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>accept(2) takes a connection that is complete already: the kernel shook hands before.</summary>
static class AcceptedConnection
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (!CallKinds.Accepts(call) || call.Result is not >= 0 || scene.Find(call.MadeSocket) is not { } made)
        {
            return null;
        }

        var complete = made.States.FirstOrDefault(static state => state.To == TcpState.Established)?.At ?? ClientConnected(made, call.At + call.Took);
        if (complete is { } moment && moment < call.At)
        {
            return $"the handshake was complete {LifeSpan.Of(call.At - moment)} before accept(): the connection waited in the listener's queue";
        }

        return call.Took >= CallWords.Wait ? "no connection waited; it came during the call, and the kernel completed its handshake before accept() returned" : null;
    }

    // The client's blocking connect returns when the handshake is complete at its end, which is a step later here.
    static TimeSpan? ClientConnected(SocketLife made, TimeSpan before) =>
        made.Peer?.Calls.FirstOrDefault(call => call is { Name: "connect", Result: 0 } && call.At + call.Took <= before) is { } connect ? connect.At + connect.Took : null;
}
