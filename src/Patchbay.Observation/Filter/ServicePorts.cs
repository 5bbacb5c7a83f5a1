namespace Patchbay.Observation;

/// <summary>Names of ports, as /etc/services has them (services(5)), and the commonest where there is no such file.</summary>
static class ServicePorts
{
    static readonly Lazy<Dictionary<string, int>> Ports = new(Read);

    public static int? Find(string name) => Ports.Value.TryGetValue(name, out var port) ? port : null;

    /// <summary>The names, for a suggestion.</summary>
    public static IEnumerable<string> Names => Ports.Value.Keys;

    static Dictionary<string, int> Read()
    {
        var ports = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
        {
            ["ftp"] = 21,
            ["ssh"] = 22,
            ["telnet"] = 23,
            ["smtp"] = 25,
            ["domain"] = 53,
            ["http"] = 80,
            ["pop3"] = 110,
            ["ntp"] = 123,
            ["imap2"] = 143,
            ["https"] = 443,
            ["mysql"] = 3306,
            ["postgresql"] = 5432,
            ["redis"] = 6379,
        };
        foreach (var line in ServicesFile.Read())
        {
            foreach (var name in line.Aliases.Prepend(line.Name))
            {
                ports.TryAdd(name, line.Port);
            }
        }

        return ports;
    }
}
