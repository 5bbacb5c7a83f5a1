using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Benchmarks.PatchbayServer;

/// <summary>Clients of the game's transport, each with one message on its way. Says "ready", waits for a line, tells messages and wrong ones.</summary>
sealed class GameLoad
{
    readonly byte[] _message, _datagram = new byte[2048];
    readonly bool _isReliable;
    readonly List<(TransportClient Client, Socket Socket)> _clients = [];
    long _messages, _wrong;

    GameLoad(int port, int clients, int bytes, bool isReliable)
    {
        (_message, _isReliable) = (new byte[bytes], isReliable);
        Array.Fill(_message, (byte)'x');
        for (var i = 0; i < clients; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            _clients.Add((new TransportClient(TransportClock.Now, 20_000_000, 20_000_000), socket));
        }
    }

    public static void Run(string[] arguments)
    {
        var numbers = CultureInfo.InvariantCulture;
        var load = new GameLoad(int.Parse(arguments[0], numbers), int.Parse(arguments[1], numbers), int.Parse(arguments[2], numbers), arguments[4] == "reliable");
        while (!load._clients.TrueForAll(static client => client.Client.State == TransportClientState.Connected))
        {
            load.Round(answers: false);
            Thread.Sleep(1);
        }

        Console.WriteLine("ready");
        Console.ReadLine();
        load._clients.ForEach(client => load.Send(client.Client));
        for (var end = TransportClock.Now + (long)(double.Parse(arguments[3], numbers) * 1e6); TransportClock.Now < end;)
        {
            load.Round(answers: true);
        }

        Console.WriteLine($"{load._messages} {load._wrong}");
    }

    void Send(TransportClient client)
    {
        if (_isReliable)
        {
            client.Connection!.TrySendReliable(_message);
        }
        else
        {
            client.Connection!.SendUnreliable(_message);
        }
    }

    void Round(bool answers)
    {
        foreach (var (client, socket) in _clients)
        {
            var receiver = new Receiver(this, client, answers);
            while (socket.Available > 0)
            {
                client.Receive(TransportClock.Now, _datagram.AsSpan(0, socket.Receive(_datagram)), ref receiver);
            }

            var sink = new Sink(socket);
            client.Flush(TransportClock.Now, ref sink);
        }
    }

    readonly struct Receiver(GameLoad load, TransportClient client, bool answers) : ITransportReceiver
    {
        public void OnReliable(scoped ReadOnlySpan<byte> message) => Count(message);

        public void OnUnreliable(scoped ReadOnlySpan<byte> message) => Count(message);

        void Count(ReadOnlySpan<byte> message)
        {
            load._messages++;
            load._wrong += message.SequenceEqual(load._message) ? 0 : 1;
            if (answers)
            {
                load.Send(client);
            }
        }
    }

    readonly struct Sink(Socket socket) : IDatagramSink
    {
        public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram) => socket.Send(datagram);
    }
}
