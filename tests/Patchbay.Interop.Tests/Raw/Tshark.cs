namespace Patchbay.Interop.Tests.Raw;

/// <summary>tshark as a second opinion: the fields of every packet of a file.</summary>
static class Tshark
{
    /// <summary>One dictionary a packet: a field's values in the order tshark met them; fields it did not meet are missing.</summary>
    public static async Task<List<Dictionary<string, string[]>>> FieldsAsync(string file, IReadOnlyList<string> fields)
    {
        string[] preferences =
        [
            // Numbers as they stand on the wire, every checksum checked, every packet for itself.
            "tcp.relative_sequence_numbers:FALSE", "ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE",
            "ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE", "ip.tso_support:TRUE", "tcp.try_heuristic_first:FALSE",
        ];
        var arguments = new List<string> { "-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=;" };
        foreach (var preference in preferences)
        {
            arguments.AddRange(["-o", preference]);
        }

        foreach (var field in fields)
        {
            arguments.AddRange(["-e", field]);
        }

        await using var tshark = ChildProcess.Start("tshark", arguments);
        Assert.True(await tshark.FinishAsync() == 0, tshark.Error);
        return [.. tshark.Output.TrimEnd('\n').Split('\n').Select(line => Row(line.Split('\t'), fields))];
    }

    static Dictionary<string, string[]> Row(string[] values, IReadOnlyList<string> fields)
    {
        Assert.Equal(fields.Count, values.Length);
        return fields.Zip(values).Where(pair => pair.Second.Length > 0).ToDictionary(pair => pair.First, pair => pair.Second.Split(';'));
    }
}
