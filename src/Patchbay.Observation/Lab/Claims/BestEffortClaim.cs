using System.Globalization;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>12: what a UDP sender may hear, and what it does not.</summary>
sealed class BestEffortClaim() : Claim("best-effort", "UDP is best effort: the sender never hears what became of a datagram.")
{
    const int SOL_SOCKET = 1;
    const int SO_RCVBUF = 8;
    const int Datagrams = 200;
    const int Size = 1000;

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var nobody = stage.Open("n", LabSocketKind.Udp);
        nobody.Bind(new IPEndPoint(LabStage.Home, 0)).Must("bind");
        var empty = nobody.Local!;
        nobody.Close();
        var client = stage.Open("c", LabSocketKind.Udp);
        client.Connect(empty).Must("connect");
        client.Send("anybody there?"u8).Must("send");
        client.Wait(PollEvents.In, LabStage.Limit);
        var answer = client.Receive(new byte[16]);

        var small = stage.Open("s", LabSocketKind.Udp);
        small.SetOption(SOL_SOCKET, SO_RCVBUF, 4096).Must("setsockopt");
        small.Bind(new IPEndPoint(LabStage.Home, 0)).Must("bind");
        var sender = stage.Open("d", LabSocketKind.Udp);
        var sent = Enumerable.Range(0, Datagrams).Count(_ => sender.SendTo(new byte[Size], small.Local!).Succeeded);
        var drops = Drops(small.Local!.Port);
        var arrived = 0;
        while (small.Receive(new byte[Size]).Succeeded)
        {
            arrived++;
        }

        return Judge(answer, sent, arrived, drops);
    }

    internal static ClaimResult Judge(CallResult answer, int sent, int arrived, uint drops)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("connected UDP, sent to a port where nobody receives; then recv()", $"{(answer.Succeeded ? "succeeded" : Glossary.Default.ErrorText("recv", answer.Errno))}"),
            Found("datagrams for which sendto() said success, to a small receive buffer", $"{sent}"),
            Found("read by the receiver", $"{arrived}; the kernel counts {drops} thrown away, and told nobody"),
        ];
        return answer.Errno == Errno.ECONNREFUSED
            ? new(Verdict.Incomplete, "A connected UDP socket hears of an ICMP port unreachable as ECONNREFUSED. Of what is lost on the way or for want of room it hears nothing.", evidence)
            : new(Verdict.True, "Nothing was reported here.", evidence);
    }

    static uint Drops(int port) => SocketTable.ReadAll(new SocketQuery
    {
        Tables = SocketTables.Udp,
        Details = SocketDetails.Memory,
        Filter = SocketFilter.Parse(string.Create(CultureInfo.InvariantCulture, $"sport = {port}"), new SystemFilterNames()),
    }) is [{ Memory: { } memory }, ..] ? memory.Drops : 0;
}
