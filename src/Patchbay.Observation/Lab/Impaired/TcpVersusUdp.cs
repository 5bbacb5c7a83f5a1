using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The same bytes over UDP through a relay that loses, doubles and reorders, and over TCP through one that cuts and pauses. On loopback, in lockstep: what is told is what was done.</summary>
public static class TcpVersusUdp
{
    /// <summary>Datagrams of a run.</summary>
    public const int Datagrams = 200;

    /// <summary>Bytes of each, its number included.</summary>
    public const int Size = 500;

    const int MostPause = 3;

    /// <summary>The bytes that are sent: as many blocks as there are datagrams, each begins with its number.</summary>
    public static byte[] Payload(int seed)
    {
        var bytes = new byte[Datagrams * Size];
        new Random(seed).NextBytes(bytes);
        for (var number = 0; number < Datagrams; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(number * Size), number);
        }

        return bytes;
    }

    /// <summary>Over UDP.</summary>
    /// <exception cref="ObservationException">A call failed, or the relay got nothing.</exception>
    public static UdpPassage OverUdp(Impairment impairment)
    {
        ArgumentNullException.ThrowIfNull(impairment);
        using var stage = new LabStage();
        var (sender, relay, receiver) = (Udp(stage, "sender"), Udp(stage, "relay"), Udp(stage, "receiver"));
        var payload = Payload(impairment.Seed);
        var plan = ImpairmentPlan.Draw(impairment, Datagrams);
        var held = new byte[Datagrams][];
        var arrived = new List<byte[]>();
        for (var number = 0; number <= Datagrams; number++)
        {
            if (number < Datagrams)
            {
                sender.SendTo(payload.AsSpan(number * Size, Size), relay.Local!).Must("sendto");
                held[number] = LabStage.Receive(relay);
            }

            foreach (var one in plan.Emissions[number])
            {
                relay.SendTo(held[one], receiver.Local!).Must("sendto");
                arrived.Add(LabStage.Receive(receiver));
            }
        }

        return new(
            Datagrams, Size, ArrivalReport.Of(Datagrams, plan.Order), ArrivalReport.Of(Datagrams, arrived.Select(static one => BinaryPrimitives.ReadInt32BigEndian(one))),
            arrived.Count, Digest(payload), Digest([.. arrived.SelectMany(static one => one)]));
    }

    /// <summary>Over TCP, through a relay that passes pieces of any size on, with pauses between.</summary>
    /// <exception cref="ObservationException">A call failed.</exception>
    public static TcpPassage OverTcp(int seed)
    {
        using var stage = new LabStage();
        var (front, back) = (stage.Listen("relay"), stage.Listen("receiver"));
        var sender = stage.Connect("sender", front.Local!);
        var incoming = stage.Accept(front, "relay-in");
        var outgoing = stage.Connect("relay-out", back.Local!);
        var receiver = stage.Accept(back, "receiver-end");
        var payload = Payload(seed);
        var random = new Random(seed);
        var (passed, pauses, writes) = (0, 0, 0);
        using var received = new ReceivedStream(receiver, payload.Length);
        for (var number = 0; number < Datagrams; number++)
        {
            SendAll(sender, payload.AsSpan(number * Size, Size));
            writes++;
            // Passed on in pieces that have nothing to do with the writes.
            while (passed < (number + 1) * Size && random.Next(3) > 0)
            {
                passed += Pass(incoming, outgoing, 1 + random.Next(2 * Size));
                pauses++;
                Thread.Sleep(random.Next(MostPause));
                received.ReadSome();
            }
        }

        while (passed < payload.Length)
        {
            passed += Pass(incoming, outgoing, 1 + random.Next(20 * Size));
            received.ReadSome();
        }

        received.ReadAll();
        return new(payload.Length, writes, received.Reads, pauses, Digest(payload), Digest(received.Bytes));
    }

    /// <summary>Sends every byte, waiting where the buffer is full.</summary>
    internal static void SendAll(LabSocket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = socket.Send(bytes);
            if (sent.WouldBlock && socket.Wait(PollEvents.Out, LabStage.Limit))
            {
                continue;
            }

            bytes = bytes[sent.Must("send")..];
        }
    }

    internal static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static int Pass(LabSocket from, LabSocket to, int room)
    {
        var piece = LabStage.Receive(from, room);
        SendAll(to, piece);
        return piece.Length;
    }

    static LabSocket Udp(LabStage stage, string name)
    {
        var socket = stage.Open(name, LabSocketKind.Udp);
        socket.Bind(new IPEndPoint(LabStage.Home, 0)).Must("bind");
        return socket;
    }
}
