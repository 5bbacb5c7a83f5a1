using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Table;

/// <summary>What other systems show, run here: .NET reads /proc for it.</summary>
public class PortableReaderTests
{
    [TestSupport.NeedsFact("linux")]
    public void The_portable_table_has_listeners_connections_and_says_what_it_lacks()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var filter = SocketFilter.Parse($"sport = {port} or dport = {port}", new FilterNamesOfNothing());
        var states = new List<TcpState>();
        IReadOnlyList<string> missing = [];
        // /proc/net/tcp is read in pieces: other sockets that come and go meanwhile can move a row from one piece to the next.
        SpinWait.SpinUntil(() =>
        {
            using var reader = new PortableSocketReader(new SocketQuery { Filter = filter });
            for (states.Clear(); reader.Read();)
            {
                states.Add(reader.Row.State);
            }

            missing = [.. reader.Missing];
            return states.Count == 3;
        }, TimeSpan.FromSeconds(2));
        Assert.Equal([TcpState.Established, TcpState.Established, TcpState.Listen], states.Order());
        Assert.Contains(missing, static missing => missing.StartsWith("queues", StringComparison.Ordinal));
        Assert.Contains("raw and packet sockets", missing);
    }

    [Fact]
    public void The_portable_interfaces_have_loopback_with_its_address()
    {
        var loopback = PortableInterfaces.Read().First(static one => one.Flags.Contains("LOOPBACK"));
        Assert.Contains(loopback.Addresses, static address => address.Address.Equals(IPAddress.Loopback) && address.Scope == "host");
    }

    sealed class FilterNamesOfNothing : IFilterNames
    {
        public IReadOnlyList<IPAddress> Hosts(string name) => [];

        public int? Port(string service) => null;

        public uint? User(string name) => null;

        public uint? Interface(string name) => null;

        public ulong? Cgroup(string path) => null;
    }
}
