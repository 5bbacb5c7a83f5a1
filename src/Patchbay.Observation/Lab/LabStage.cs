using System.Diagnostics;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The sockets of one experiment on loopback; closed together. Every wait has a limit.</summary>
public sealed class LabStage : IDisposable
{
    /// <summary>How long anything may take that should be there at once.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(2);

    readonly List<LabSocket> _sockets = [];

    /// <summary>127.0.0.1.</summary>
    public static IPAddress Home => IPAddress.Loopback;

    /// <summary>127.0.0.N: every one of 127.0.0.0/8 is this machine's.</summary>
    public static IPAddress Loopback(byte last) => new([127, 0, 0, last]);

    /// <summary>A new socket.</summary>
    /// <exception cref="ObservationException">It cannot be made.</exception>
    public LabSocket Open(string name, LabSocketKind kind = LabSocketKind.Tcp, bool blocking = false) => Keep(LabSocket.Open(name, kind, blocking));

    /// <summary>A listener on a free port.</summary>
    /// <exception cref="ObservationException">It cannot be made.</exception>
    public LabSocket Listen(string name, int backlog = 16, bool blocking = false)
    {
        var listener = Open(name, LabSocketKind.Tcp, blocking);
        listener.Bind(new IPEndPoint(Home, 0)).Must("bind");
        listener.Listen(backlog).Must("listen");
        return listener;
    }

    /// <summary>A client that is connected.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="to">Where to.</param>
    /// <param name="from">Its local end; null lets the kernel choose.</param>
    /// <exception cref="ObservationException">It is not connected in time.</exception>
    public LabSocket Connect(string name, IPEndPoint to, IPEndPoint? from = null)
    {
        var client = Open(name);
        if (from is not null)
        {
            client.Bind(from).Must("bind");
        }

        Finish(client, client.Connect(to)).Must("connect");
        return client;
    }

    /// <summary>The outcome of a connect that goes on by itself.</summary>
    public static CallResult Finish(LabSocket client, CallResult begun)
    {
        ArgumentNullException.ThrowIfNull(client);
        return !begun.WouldBlock ? begun : client.Wait(PollEvents.Out, Limit) ? new(-client.TakeError()) : new(-Errno.ETIMEDOUT);
    }

    /// <summary>Takes the next connection of a listener.</summary>
    /// <exception cref="ObservationException">None comes in time.</exception>
    public LabSocket Accept(LabSocket listener, string name)
    {
        ArgumentNullException.ThrowIfNull(listener);
        listener.Wait(PollEvents.In, Limit);
        listener.Accept(name, out var accepted).Must("accept");
        return Keep(accepted!);
    }

    /// <summary>Takes what has come, waiting for it.</summary>
    /// <exception cref="ObservationException">Nothing comes in time, or the call fails.</exception>
    public static byte[] Receive(LabSocket socket, int room = 4096)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var buffer = new byte[room];
        socket.Wait(PollEvents.In, Limit);
        return buffer[..socket.Receive(buffer).Must("recv")];
    }

    /// <summary>Looks again and again until it is so.</summary>
    /// <returns>False when it is not so in time.</returns>
    public static bool Until(Func<bool> isSo)
    {
        ArgumentNullException.ThrowIfNull(isSo);
        var start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                return false;
            }

            Thread.Sleep(LookInterval);
        }

        return true;
    }

    /// <summary>TCP sockets with a port at either end.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static IReadOnlyList<SocketRow> Rows(int port)
    {
        var number = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SocketTable.ReadAll(new SocketQuery { Tables = SocketTables.Tcp, Filter = SocketFilter.Parse($"sport = {number} or dport = {number}", new SystemFilterNames()) });
    }

    /// <summary>Disposed with the others.</summary>
    public LabSocket Keep(LabSocket socket)
    {
        _sockets.Add(socket);
        return socket;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }
}
