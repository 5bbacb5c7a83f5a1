using System.Net;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>
/// Finds the socket of this process that a note of the other end's service is about: its two ends are the note's, the other way round. A note may come before our own step that
/// tells our ends, and is kept until then. Pure; not thread-safe.
/// </summary>
sealed class PeerNoteMatcher
{
    // Notes on other clients of the same service come too and match nothing.
    const int MostKept = 256;

    readonly Dictionary<(string Local, string Remote), long> _sockets = [];
    readonly Queue<PeerNote> _kept = new();

    /// <summary>A step of a socket of ours.</summary>
    /// <returns>The kept notes that are about it.</returns>
    public IReadOnlyList<(long Socket, PeerNote Note)> Saw(in SocketEvent step)
    {
        if (TextOf(step.Tuple.Local) is not { } local || TextOf(step.Tuple.Remote) is not { } remote || !_sockets.TryAdd((local, remote), step.SocketId) || _kept.Count == 0)
        {
            return [];
        }

        var found = new List<(long, PeerNote)>();
        for (var count = _kept.Count; count > 0; count--)
        {
            var note = _kept.Dequeue();
            if (note.Remote == local && note.Local == remote)
            {
                found.Add((step.SocketId, note));
            }
            else
            {
                _kept.Enqueue(note);
            }
        }

        return found;
    }

    /// <summary>A note of the service.</summary>
    /// <returns>The note with its socket, or nothing: it is about another client, or about a socket whose ends are not known yet.</returns>
    public IReadOnlyList<(long Socket, PeerNote Note)> Heard(PeerNote note)
    {
        if (_sockets.TryGetValue((note.Remote, note.Local), out var socket))
        {
            return [(socket, note)];
        }

        _kept.Enqueue(note);
        if (_kept.Count > MostKept)
        {
            _kept.Dequeue();
        }

        return [];
    }

    static string? TextOf(EndPoint? end) => end switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        IPEndPoint ip => ip.ToString(),
        _ => null,
    };
}
