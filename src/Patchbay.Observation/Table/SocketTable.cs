namespace Patchbay.Observation;

/// <summary>The sockets of this machine; on Linux, of this network namespace. Thread-safe.</summary>
public static class SocketTable
{
    /// <summary>Begins to read. On Linux the kernel's own tables; elsewhere what <see cref="System.Net.NetworkInformation.IPGlobalProperties"/> has.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static SocketReader Open(SocketQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return OperatingSystem.IsLinux() ? new KernelSocketReader(query) : new PortableSocketReader(query);
    }

    /// <summary>All of them at once, as rows that can be kept. For tables that are known to be small.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static IReadOnlyList<SocketRow> ReadAll(SocketQuery query)
    {
        using var reader = Open(query);
        var rows = new List<SocketRow>();
        while (reader.Read())
        {
            rows.Add(reader.Row.Copy());
        }

        return rows;
    }
}
