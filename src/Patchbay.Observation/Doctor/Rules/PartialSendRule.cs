using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A write took part of the bytes, and the rest was forgotten.</summary>
static class PartialSendRule
{
    public static DoctorRule Rule { get; } = new()
    {
        Number = 23,
        Name = "partial-send",
        Title = "a write took part of the bytes, and the rest was never sent",
        Why = "On a non-blocking socket send(2) takes what has room: who ignores the number it returns cuts the message off where the buffer was full.",
        Mend = "Send the rest when the socket is writable again (sendall, writev in a loop), until every byte is taken.",
        InHistory = history => history.Sockets
            .Where(static socket => socket is { IsStream: true, Close: not null })
            .Select(static socket => (Socket: socket, Last: socket.Calls.LastOrDefault(static call => CallRole.IsWrite(call.Name) && !call.Name.StartsWith("sendfile", StringComparison.Ordinal))))
            .Where(static pair => pair.Last is { Result: > 0, Asked: { } asked } last && last.Result < asked && IsOpen(pair.Socket))
            .Select(pair => new Sign($"{history.Who(pair.Socket.ProcessId)}, {pair.Socket}: {pair.Last!.Name} took {Plural.Of(pair.Last.Result!.Value, "byte")} of {pair.Last.Asked:#,0}, and it was the last", pair.Socket.ProcessId, $"socket {pair.Socket.Number}")),
    };

    // A peer that left or reset the connection takes the rest from nobody.
    static bool IsOpen(CaseSocket socket) => socket.GaugeAt(socket.Close!.At) is not { State: not TcpState.Established };
}
