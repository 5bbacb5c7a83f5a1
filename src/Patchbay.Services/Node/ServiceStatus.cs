namespace Patchbay.Services;

/// <summary>A service's figures at one moment.</summary>
/// <param name="Connections">Open now.</param>
/// <param name="Accepted">Connections accepted since the start.</param>
/// <param name="Refused">Connections turned away by a limit since the start.</param>
/// <param name="BytesReceived">Taken from clients since the start, in streams and datagrams.</param>
/// <param name="BytesSent">Given to clients since the start, in streams and datagrams.</param>
public sealed record ServiceStatus(int Connections, long Accepted, long Refused, long BytesReceived, long BytesSent)
{
    /// <summary>A service that has done nothing.</summary>
    public static ServiceStatus None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Datagrams taken from clients since the start.</summary>
    public long DatagramsReceived { get; init; }

    /// <summary>Datagrams sent as answers since the start.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Datagrams that may not be answered, by the rules against reflection or by a limit, since the start.</summary>
    public long DatagramsRefused { get; init; }

    /// <summary>Datagrams the kernel dropped since the start, because they came faster than they were taken.</summary>
    public long DatagramsDropped { get; init; }

    /// <summary>The service's own figures: queues, rooms, ticks.</summary>
    public IReadOnlyList<StatusFigure> Figures { get; init; } = [];

    /// <summary>The sum of two parts of a service.</summary>
    public ServiceStatus Plus(ServiceStatus other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Connections + other.Connections, Accepted + other.Accepted, Refused + other.Refused, BytesReceived + other.BytesReceived, BytesSent + other.BytesSent)
        {
            DatagramsReceived = DatagramsReceived + other.DatagramsReceived,
            DatagramsSent = DatagramsSent + other.DatagramsSent,
            DatagramsRefused = DatagramsRefused + other.DatagramsRefused,
            DatagramsDropped = DatagramsDropped + other.DatagramsDropped,
            Figures = [.. Figures, .. other.Figures],
        };
    }
}
