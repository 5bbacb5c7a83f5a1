namespace Patchbay.Observation;

/// <summary>Reads a table of sockets, one row after another; nothing is collected. Not thread-safe.</summary>
public abstract class SocketReader : IDisposable
{
    readonly SocketFilter? _filter;

    /// <summary>A reader of what passes the filter.</summary>
    private protected SocketReader(SocketFilter? filter) => _filter = filter;

    /// <summary>The row of the last <see cref="Read"/>; the next one fills it again.</summary>
    public SocketRow Row { get; } = new();

    /// <summary>What could not be read, a clause for people each: tables this system does not show, processes that are closed to us.</summary>
    public IReadOnlyList<string> Missing => MissingList;

    /// <summary>To add to <see cref="Missing"/>.</summary>
    private protected List<string> MissingList { get; } = [];

    /// <summary>Goes to the next socket that matches.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public bool Read()
    {
        while (ReadAny())
        {
            if (_filter is null || _filter.Matches(Row))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Goes to the next socket, whether it matches or not.</summary>
    private protected abstract bool ReadAny();

    /// <summary>Closes what is open.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
