using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>An open datagram socket with its options set: what the sockets of every engine begin with. Publishes its own life.</summary>
internal sealed class OpenedDatagram
{
    OpenedDatagram(EndPoint end, bool usesKernel, EngineKind engine)
        : this(new Socket(end.AddressFamily, SocketType.Dgram, end is IPEndPoint ? ProtocolType.Udp : ProtocolType.Unspecified) { Blocking = false }, usesKernel, engine)
    {
    }

    OpenedDatagram(Socket socket, bool usesKernel, EngineKind engine)
    {
        IsUdp = socket.AddressFamily != AddressFamily.Unix;
        IsV6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        UsesKernel = usesKernel;
        Life = new DatagramLife(engine, IsUdp);
        Socket = socket;
        Life.Created(Descriptor);
    }

    public Socket Socket { get; }

    public int Descriptor => (int)Socket.Handle;

    public DatagramLife Life { get; }

    public bool IsUdp { get; }

    public bool IsV6 { get; }

    /// <summary>Linux's own calls are used on it, with what only they tell.</summary>
    public bool UsesKernel { get; }

    /// <summary>UDP_GRO is on.</summary>
    public bool TakesRuns { get; private set; }

    /// <summary>With the port really lent; IPv4 within IPv6 is shown as IPv4.</summary>
    public EndPoint Local { get; private set; } = null!;

    /// <summary>The only peer, or null.</summary>
    public EndPoint? Remote { get; private set; }

    /// <summary>socket(2), setsockopt(2), bind(2), connect(2).</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="usesKernel">This is 64-bit Linux, and its own calls will be used.</param>
    /// <param name="engine">For metrics.</param>
    /// <exception cref="AddressInUseException">The local address is taken.</exception>
    /// <exception cref="SocketException">The kernel refused otherwise.</exception>
    /// <exception cref="ArgumentException">Neither end is given, they are of different families, or an option is out of its range.</exception>
    public static OpenedDatagram Open(DatagramOptions options, bool usesKernel, EngineKind engine)
    {
        var (local, remote) = Ends(options);
        var opened = new OpenedDatagram(local ?? remote!, usesKernel, engine);
        try
        {
            opened.SetOptions(options, local);
            opened.Bind(local);
            opened.Connect(remote);
            return opened;
        }
        catch (SocketException error)
        {
            opened.Close(error);
            throw error.SocketErrorCode == SocketError.AddressAlreadyInUse ? new AddressInUseException($"{local} is in use.", error) : error;
        }
        catch
        {
            opened.Close();
            throw;
        }
    }

    /// <summary>Takes over a socket that somebody else opened, bound and perhaps connected. Its options stay as they are.</summary>
    public static OpenedDatagram Adopt(Socket socket, bool usesKernel, EngineKind engine)
    {
        socket.Blocking = false;
        var opened = new OpenedDatagram(socket, usesKernel, engine);
        opened.Local = opened.ReadLocal();
        opened.Remote = InheritedSockets.RemoteOf(socket) is { } remote ? Unmapped(remote) : null;
        return opened;
    }

    /// <summary>close(2). Closing a bound Unix socket also deletes its file: System.Net.Sockets does that. Call once.</summary>
    public void Close(SocketException? cause = null)
    {
        Socket.Dispose();
        Life.Closed(cause);
    }

    static (EndPoint? Local, EndPoint? Remote) Ends(DatagramOptions options)
    {
        var (local, remote) = (options.Local, options.Remote);
        foreach (var end in new[] { local, remote })
        {
            if (end is not (null or IPEndPoint or UnixDomainSocketEndPoint))
            {
                throw new ArgumentException($"A datagram socket takes an IPEndPoint or a UnixDomainSocketEndPoint, not a {end.GetType().Name}.", nameof(options));
            }
        }

        if (local is null && remote is null)
        {
            throw new ArgumentException("A datagram socket needs a local or a remote end.", nameof(options));
        }

        if (local is null || remote is null || local.AddressFamily == remote.AddressFamily)
        {
            return (local, remote);
        }

        // [::] takes IPv4 too, so it can be connected to an IPv4 peer.
        return IsEveryAddress(local) && remote is IPEndPoint { AddressFamily: AddressFamily.InterNetwork } v4
            ? (local, new IPEndPoint(v4.Address.MapToIPv6(), v4.Port))
            : throw new ArgumentException($"{local} and {remote} are of different address families.", nameof(options));
    }

    static bool IsEveryAddress(EndPoint? end) => end is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any);

    void SetOptions(DatagramOptions options, EndPoint? local)
    {
        if (IsEveryAddress(local))
        {
            // [::] means every address of this machine, as everywhere in ASP.NET Core.
            Socket.DualMode = true;
        }

        if (options.BufferSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 2048, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1 << 30, nameof(options));
            SetBuffers(size);
        }

        if (options.ReuseAddress)
        {
            ReuseAddress();
        }

        if (!IsUdp)
        {
            return;
        }

        if (options.Broadcast)
        {
            Socket.EnableBroadcast = true;
        }

        if (options.Multicast is { } multicast)
        {
            DatagramGroups.SetOptions(Socket, multicast);
        }

        if (UsesKernel)
        {
            SetKernelOptions(options);
        }
        else if (OperatingSystem.IsWindows() && options.Remote is null)
        {
            // SIO_UDP_CONNRESET: else an ICMP error about one peer would fail a receive from all.
            Socket.IOControl(unchecked((int)0x9800000C), BitConverter.GetBytes(0), null);
        }
    }

    void SetKernelOptions(DatagramOptions options)
    {
        TrySet(DatagramOption.ReceiveErrors4);
        TrySet(DatagramOption.EveryGroup4, 0);
        if (IsV6)
        {
            TrySet(DatagramOption.ReceiveErrors6);
            TrySet(DatagramOption.EveryGroup6, 0);
        }

        if (options.TellArrival)
        {
            TrySet(IsV6 ? DatagramOption.PacketInformation6 : DatagramOption.PacketInformation4);
        }

        TakesRuns = options.Offload && TrySet(DatagramOption.ReceiveOffload);
    }

    void SetBuffers(int size)
    {
        // With CAP_NET_ADMIN the limits of net.core.rmem_max and wmem_max do not hold.
        if (!UsesKernel || !TrySet(DatagramOption.ReceiveBufferBeyondLimit, size) || !TrySet(DatagramOption.SendBufferBeyondLimit, size))
        {
            Socket.ReceiveBufferSize = Socket.SendBufferSize = size;
        }
    }

    void ReuseAddress()
    {
        if (UsesKernel)
        {
            // .NET's ReuseAddress sets SO_REUSEPORT as well, which deals datagrams to the sockets in turn.
            TrySet(DatagramOption.ReuseAddress);
        }
        else
        {
            Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        }
    }

    /// <summary>False where the kernel does not know the option.</summary>
    bool TrySet((int Level, int Name) option, int value = 1) => SocketCalls.SetOption(Descriptor, option.Level, option.Name, value) == 0;

    void Bind(EndPoint? local)
    {
        if (local is not null)
        {
            BindTo(local);
        }
        else if (!IsUdp && UsesKernel && DatagramCalls.BindToAnyName(Descriptor) is var result and < 0)
        {
            throw SocketErrors.ToException(-result);
        }

        if (local is not null || !IsUdp)
        {
            Local = ReadLocal();
            Life.Bound(Local);
        }
    }

    void BindTo(EndPoint local)
    {
        try
        {
            Socket.Bind(local);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && local is UnixDomainSocketEndPoint unix && UnixSocketPath.TryRemoveStale(unix))
        {
            Socket.Bind(local);
        }
    }

    void Connect(EndPoint? remote)
    {
        if (remote is null)
        {
            return;
        }

        Remote = Unmapped(remote);
        Life.Connecting(Remote);
        try
        {
            Socket.Connect(remote);
        }
        catch (SocketException error)
        {
            Life.ConnectFailed(error);
            throw;
        }

        Local = ReadLocal();
        Life.Connected(Local);
    }

    EndPoint ReadLocal()
    {
        if (!UsesKernel)
        {
            return Unmapped(Socket.LocalEndPoint!);
        }

        Span<byte> address = stackalloc byte[KernelSocketAddress.MostBytes];
        var length = SocketCalls.LocalAddress(Descriptor, address);
        return length > 0 && SocketAddressBytes.Read(address[..length]) is { } local ? local : Socket.LocalEndPoint!;
    }

    static EndPoint Unmapped(EndPoint end) => end is IPEndPoint ip && ip.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(MappedAddress.Unmap(ip.Address), ip.Port) : end;
}
