using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Packet sockets, by netlink.</summary>
sealed class PacketRowSource : IRowSource
{
    const int EveryProtocol = 3;

    readonly NetlinkReply _reply = SockDiag.Packet();

    public bool Read(SocketRow row)
    {
        if (!_reply.MoveNext())
        {
            return false;
        }

        var message = new PacketDiagMessage(_reply.Row);
        row.Clear();
        row.Kind = message.Kind == 2 ? SocketKind.PacketDatagram : SocketKind.PacketRaw;
        row.State = TcpState.Closed;
        row.Inode = message.Inode;
        row.Cookie = message.Cookie;
        row.Name = Protocol(message.Protocol);
        var attributes = message.Attributes;
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case PacketDiagMessage.Info:
                    row.Interface = attributes.Number;
                    break;
                case PacketDiagMessage.User:
                    row.User = attributes.Number;
                    break;
                case PacketDiagMessage.Memory:
                    row.Memory = SocketMemory.Read(attributes.Value);
                    row.ReceiveQueue = row.Memory.Value.Received;
                    break;
            }
        }

        return true;
    }

    public bool WasDisturbed => _reply.WasDisturbed;

    public void Dispose() => _reply.Dispose();

    // EtherTypes of IEEE 802 that one meets; 0 takes nothing.
    static string Protocol(ushort type) => type switch
    {
        0 => "none",
        EveryProtocol => "all",
        0x0800 => "ip",
        0x0806 => "arp",
        0x86DD => "ipv6",
        0x88CC => "lldp",
        0x888E => "eapol",
        _ => $"0x{type:x4}",
    };
}
