using System.Text;
using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Unix sockets, by netlink.</summary>
sealed class UnixRowSource(uint states) : IRowSource
{
    readonly NetlinkReply _reply = SockDiag.Unix(states);

    public bool Read(SocketRow row)
    {
        if (!_reply.MoveNext())
        {
            return false;
        }

        var message = new UnixDiagMessage(_reply.Row);
        row.Clear();
        row.Kind = message.Kind switch { 2 => SocketKind.UnixDatagram, 5 => SocketKind.UnixSequenced, _ => SocketKind.UnixStream };
        row.State = (TcpState)message.State;
        row.Inode = message.Inode;
        row.Cookie = message.Cookie;
        var attributes = message.Attributes;
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case UnixDiagMessage.Name when attributes.Value.Length > 0:
                    row.Name = Name(attributes.Value);
                    break;
                case UnixDiagMessage.Peer:
                    row.PeerInode = attributes.Number;
                    break;
                case UnixDiagMessage.Queues when attributes.Value.Length >= 8:
                    row.ReceiveQueue = attributes.Number;
                    row.SendQueue = BitConverter.ToUInt32(attributes.Value[4..]);
                    break;
                case UnixDiagMessage.Memory:
                    row.Memory = SocketMemory.Read(attributes.Value);
                    break;
                case UnixDiagMessage.User:
                    row.User = attributes.Number;
                    break;
            }
        }

        return true;
    }

    public bool WasDisturbed => _reply.WasDisturbed;

    public void Dispose() => _reply.Dispose();

    // An abstract name begins with a zero, has no end of its own and may hold more zeros (unix(7)); each is shown as @.
    static string Name(ReadOnlySpan<byte> name) =>
        name[0] == 0 ? Encoding.UTF8.GetString(name).Replace('\0', '@') : Encoding.UTF8.GetString(name.TrimEnd((byte)0));
}
