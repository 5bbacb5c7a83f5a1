namespace Patchbay;

/// <summary>What the bare program says: five commands to try.</summary>
static class Welcome
{
    static readonly (string Command, string What)[] Tries =
    [
        ("up", "start every service on this machine; leave it running"),
        ("connect echo", "type into the running echo service"),
        ("connect --life echo", "the same, and see the socket's life step by step"),
        ("listen :7100", "wait for a client and talk to it"),
        ("address tls+tcp:example.org:443", "take an address apart"),
    ];

    public static void Write(Report report)
    {
        report.Line("Patchbay runs real network services, plugs anything into them, and shows every socket's life. Try:");
        report.Line();
        var width = Tries.Max(static tried => tried.Command.Length);
        foreach (var (command, what) in Tries)
        {
            report.Line($"  {report.Bold($"{ProgramName.Current} {command.PadRight(width)}")}   {what}");
        }

        report.Line();
        report.Line($"{ProgramName.Current} --help shows every verb.");
    }
}
