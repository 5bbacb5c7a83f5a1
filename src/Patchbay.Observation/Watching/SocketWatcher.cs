namespace Patchbay.Observation;

/// <summary>
/// Compares one look at the table with the one before: what is new, gone or in another state, and how fast bytes flow. What lives and dies between two looks is not seen.
/// Not thread-safe.
/// </summary>
public sealed class SocketWatcher
{
    readonly Dictionary<(SocketKind, ulong), WatchedSocket> _sockets = [];
    int _look;

    /// <summary>Those of the last look.</summary>
    public IReadOnlyCollection<WatchedSocket> Sockets => _sockets.Values;

    /// <summary>Takes another look; the first one reports everything as opened.</summary>
    /// <param name="rows">The rows that were read, each of its own.</param>
    /// <param name="now">A clock that only goes forward.</param>
    public IReadOnlyList<SocketChange> Look(IEnumerable<SocketRow> rows, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var changes = new List<SocketChange>();
        _look++;
        foreach (var row in rows)
        {
            var key = (row.Kind, row.Cookie != 0 ? row.Cookie : row.Inode);
            if (_sockets.TryGetValue(key, out var known))
            {
                var before = known.Row.State;
                known.See(row, now);
                if (before != row.State)
                {
                    changes.Add(new(SocketChangeKind.State, known, before));
                }
            }
            else
            {
                _sockets[key] = known = new WatchedSocket(row, now, _look == 1);
                changes.Add(new(SocketChangeKind.Opened, known, row.State));
            }

            known.Look = _look;
        }

        foreach (var (key, socket) in _sockets)
        {
            if (socket.Look != _look)
            {
                _sockets.Remove(key);
                changes.Add(new(SocketChangeKind.Closed, socket, socket.Row.State));
            }
        }

        return changes;
    }
}
