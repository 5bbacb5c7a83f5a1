using System.Net;
using System.Net.Sockets;
using Patchbay.Services.Game;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Many clients over real UDP, each with a socket of its own, played by bots on one thread.</summary>
sealed class UdpBots : IDisposable
{
    readonly List<(GameClient Client, Socket Socket)> _bots = [];
    readonly BotBrain _brain = new();
    readonly BotMemory[] _memories;
    readonly byte[] _datagram = new byte[2048];
    readonly Thread _thread;
    volatile bool _isStopping;

    public UdpBots(IPEndPoint server, int count)
    {
        _memories = new BotMemory[count];
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            socket.Connect(server);
            _bots.Add((new GameClient(new GameClientOptions($"bot{i}") { ConnectWithin = 30_000_000 }, TransportClock.Now), socket));
            _memories[i] = new BotMemory(new SeededRandom((ulong)i), 0, 0, 0);
        }

        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public IEnumerable<GameClient> Clients => _bots.Select(static bot => bot.Client);

    void Run()
    {
        for (var next = TransportClock.Now; !_isStopping; next += 33_333)
        {
            for (var i = 0; i < _bots.Count; i++)
            {
                Play(i);
            }

            var left = next + 33_333 - TransportClock.Now;
            if (left > 0)
            {
                Thread.Sleep(TimeSpan.FromMicroseconds(left));
            }
        }
    }

    void Play(int index)
    {
        var (client, socket) = _bots[index];
        while (socket.Available > 0)
        {
            var length = socket.Receive(_datagram, SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                client.Receive(TransportClock.Now, _datagram.AsSpan(0, length));
            }
        }

        if (client.View.Tick > 0)
        {
            var input = _brain.Decide(client.View, client.Knowledge, index, ref _memories[index]);
            client.Walk(input.Heading);
            if (input.Dash)
            {
                client.Dash();
            }
        }

        var sink = new SocketSink(socket);
        client.Update(TransportClock.Now, ref sink);
    }

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        foreach (var (client, socket) in _bots)
        {
            client.Dispose();
            socket.Dispose();
        }
    }

    readonly struct SocketSink(Socket socket) : IDatagramSink
    {
        public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram) => socket.Send(datagram, SocketFlags.None, out _);
    }
}
