using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// The sockets of a recording: one number each, whichever process and descriptor name it, and what they say of themselves. Not thread-safe.
/// </summary>
/// <param name="tracees">The watched processes.</param>
/// <param name="tell">Gets the events.</param>
sealed class SocketBook(ITracees tracees, Action<LifeEvent> tell)
{
    // A program that moves a byte a call is not looked at with every one.
    const int FreeLooks = 16;
    static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(1);

    readonly Dictionary<ulong, OpenFile> _byInode = [];
    readonly Dictionary<(ProtocolType, SocketEnd, SocketEnd), OpenFile> _byEnds = [];
    int _last;
    bool _isRefused;

    /// <summary>A table for a process that has none yet.</summary>
    public DescriptorTable NewTable() => new(Release);

    /// <summary>A socket that a call made just now.</summary>
    public OpenFile Make(int process, int descriptor)
    {
        var file = new OpenFile(OpenFileKind.Socket, ++_last) { State = TcpState.Closed };
        if (tracees.Identify(process, descriptor) is (OpenFileKind.Socket, var inode))
        {
            file.Inode = inode;
            _byInode[inode] = file;
        }

        return file;
    }

    /// <summary>The file of a descriptor that came about unseen, entered into the table; null when it is none that is followed.</summary>
    public OpenFile? Adopt(int process, DescriptorTable table, int descriptor, TimeSpan at) =>
        tracees.Describe(process, descriptor) is { } described ? Adopt(process, table, descriptor, described, at) : null;

    /// <summary>The files a process has when the watch begins.</summary>
    public void AdoptAll(TracedProcess process, DescriptorTable table, TimeSpan at)
    {
        var all = tracees.DescribeAll(process.Id);
        foreach (var (descriptor, described) in all.OrderBy(static entry => entry.File.Kind).ThenBy(static entry => entry.Descriptor))
        {
            Adopt(process.Id, table, descriptor, described, at);
            if (described.Kind == OpenFileKind.Ring)
            {
                process.HasRing = true;
                TellRing(at);
            }
        }
    }

    /// <summary>A ring is made or found.</summary>
    public void TellRing(TimeSpan at) => tell(new UnseenEvent
    {
        At = at,
        Source = LifeSource.Calls,
        Reason = "calls made through io_uring are not seen by ptrace: sockets that the ring reads, writes, accepts or closes are told in part",
        Hint = "As root, the kernel still tells their states and segments; Patchbay's own verbs tell them with --life.",
    });

    /// <summary>Tells what a socket is and which ends it has, as far as that is new.</summary>
    public void Introduce(OpenFile file, int process, int descriptor, TimeSpan at)
    {
        var look = tracees.Look(process, descriptor, withNames: true, out var isRefused);
        Note(file, isRefused, at);
        Name(file, look, at, isNew: true);
        Tell(file, look, at);
    }

    /// <summary>Looks at a socket after a call that may have changed it.</summary>
    /// <param name="file">The socket.</param>
    /// <param name="process">A process that has it.</param>
    /// <param name="descriptor">Its descriptor there.</param>
    /// <param name="at">Now.</param>
    /// <param name="isOrdinary">One of many calls that move data: left out when the last look was just now.</param>
    /// <param name="withNames">The call may have given it an end.</param>
    public void Look(OpenFile file, int process, int descriptor, TimeSpan at, bool isOrdinary, bool withNames)
    {
        if (isOrdinary && ++file.Looks > FreeLooks && at - file.LookedAt < LookPause)
        {
            return;
        }

        var look = tracees.Look(process, descriptor, withNames, out var isRefused);
        Note(file, isRefused, at);
        if (withNames)
        {
            Name(file, look, at, isNew: false);
        }

        Tell(file, look, at);
    }

    /// <summary>Both of socketpair(2).</summary>
    public static void Join(OpenFile first, OpenFile second) => (first.Peer, second.Peer) = (second.Number, first.Number);

    OpenFile Adopt(int process, DescriptorTable table, int descriptor, DescribedFile described, TimeSpan at)
    {
        if (described.Kind != OpenFileKind.Socket)
        {
            var other = new OpenFile(described.Kind);
            foreach (var watched in described.Watched)
            {
                if (table.Find(watched) is { IsSocket: true } socket)
                {
                    other.Watch(socket);
                }
            }

            table.Set(descriptor, other, described.CloseOnExec);
            return other;
        }

        var isNew = !_byInode.TryGetValue(described.Inode, out var file);
        file ??= _byInode[described.Inode] = new OpenFile(OpenFileKind.Socket, ++_last) { Inode = described.Inode };
        file.NonBlocking = described.NonBlocking;
        table.Set(descriptor, file, described.CloseOnExec);
        if (isNew)
        {
            Introduce(file, process, descriptor, at);
        }

        return file;
    }

    void Note(OpenFile file, bool isRefused, TimeSpan at)
    {
        file.LookedAt = at;
        if (isRefused && !_isRefused)
        {
            _isRefused = true;
            tell(new UnseenEvent { At = at, Source = LifeSource.Socket, Reason = "a socket could not be borrowed (pidfd_getfd): states and buffers may be missing", Hint = "A kernel from 5.6 on, without a sandbox, permits it." });
        }
    }

    void Name(OpenFile file, SocketLook? look, TimeSpan at, bool isNew)
    {
        var before = (file.Local, file.Remote, file.Path, file.Peer);
        if (look is not null)
        {
            (file.Cookie, file.Family, file.Type, file.Protocol) = (look.Cookie, look.Family, look.Type, look.Protocol);
            (file.Local, file.Remote, file.Path) = (look.Local ?? file.Local, look.Remote ?? file.Remote, look.Path ?? file.Path);
        }

        FindPeer(file, at);
        if (isNew || before != (file.Local, file.Remote, file.Path, file.Peer))
        {
            TellName(file, at);
        }
    }

    // The two ends of a connection within this machine have each other's ends the other way round.
    void FindPeer(OpenFile file, TimeSpan at)
    {
        if (file.Local is not { } local || file.Remote is not { } remote)
        {
            return;
        }

        _byEnds[(file.Protocol, Plain(local), Plain(remote))] = file;
        if (_byEnds.TryGetValue((file.Protocol, Plain(remote), Plain(local)), out var peer) && peer != file && (file.Peer, peer.Peer) != (peer.Number, file.Number))
        {
            Join(file, peer);
            TellName(peer, at);
        }
    }

    // A dual-stack socket writes IPv4 addresses as mapped ones.
    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };

    void TellName(OpenFile file, TimeSpan at) => tell(new SocketNamedEvent
    {
        At = at,
        Socket = file.Number,
        Inode = file.Inode,
        Cookie = file.Cookie,
        Family = file.Family,
        Type = file.Type,
        Protocol = file.Protocol,
        Local = file.Local,
        Remote = file.Remote,
        Path = file.Path,
        Peer = file.Peer,
    });

    void Tell(OpenFile file, SocketLook? look, TimeSpan at)
    {
        if (look is null)
        {
            return;
        }

        if (look.State is { } state && state != file.State)
        {
            tell(new StateEvent { At = at, Socket = file.Number, From = file.State, To = state, Source = LifeSource.Socket });
            file.State = state;
        }

        var gauge = new GaugeEvent
        {
            At = at,
            Socket = file.Number,
            State = look.State,
            Unread = look.Unread,
            ReceiveRoom = look.ReceiveRoom,
            Unsent = look.Unsent,
            Unacknowledged = look.Unacknowledged,
            SendRoom = look.SendRoom,
            Timer = look.Timer,
            Retransmits = look.Retransmits,
            RoundTrip = look.RoundTrip,
            Source = LifeSource.Socket,
        };
        // The round trip always wavers: alone it is no news.
        if (file.Gauge is not { } last || (last with { At = at, RoundTrip = gauge.RoundTrip }) != gauge)
        {
            tell(gauge);
            file.Gauge = gauge;
        }
    }

    void Release(OpenFile file)
    {
        // A number that was sent away may come back to another process.
        if (!file.IsSocket || file.IsPassed)
        {
            return;
        }

        if (_byInode.TryGetValue(file.Inode, out var known) && known == file)
        {
            _byInode.Remove(file.Inode);
        }

        if (file.Local is { } local && file.Remote is { } remote && _byEnds.TryGetValue((file.Protocol, Plain(local), Plain(remote)), out known) && known == file)
        {
            _byEnds.Remove((file.Protocol, Plain(local), Plain(remote)));
        }
    }
}
