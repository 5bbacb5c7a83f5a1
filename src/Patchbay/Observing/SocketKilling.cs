using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>sockets --kill</c>: shows what would be ended, asks, ends it.</summary>
static class SocketKilling
{
    public static ExitCode Run(Invocation invocation, SocketQuery query, SocketFilter? filter, bool confirmed)
    {
        if (filter is null)
        {
            throw new UserError(ExitCode.Usage, "--kill needs a filter", $"For example `{ProgramName.Current} sockets --kill dst 192.0.2.7`; `state all` means every one.");
        }

        if (!SocketEnding.IsPermitted)
        {
            throw SocketEnding.Denied();
        }

        var rows = SocketTable.ReadAll(query with { Tables = query.Tables & (SocketTables.Tcp | SocketTables.Udp), Details = query.Details | SocketDetails.Owners });
        if (rows.Count == 0)
        {
            invocation.Report.Say("no TCP or UDP socket matches; nothing was ended");
            return ExitCode.Done;
        }

        if (!confirmed && !IsWanted(invocation, rows))
        {
            invocation.Report.Say("nothing was ended");
            return ExitCode.Other;
        }

        return End(invocation, rows);
    }

    static bool IsWanted(Invocation invocation, IReadOnlyList<SocketRow> rows)
    {
        if (!invocation.Io.InputIsTerminal)
        {
            throw new UserError(ExitCode.Usage, $"--kill asks before it ends {Count(rows.Count)}, and there is no terminal to answer on", "Give --yes to end them without being asked.");
        }

        foreach (var row in rows)
        {
            invocation.Report.Say($"  {Describe(row)}");
        }

        invocation.Io.Error.Write($"End {Count(rows.Count)}? Their programs get an error, their peers a reset. [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    static ExitCode End(Invocation invocation, IReadOnlyList<SocketRow> rows)
    {
        using var json = invocation.Report.Json == JsonMode.None ? null : new JsonRows(invocation.Io.Output, "sockets", "killed", invocation.Report.Json == JsonMode.Lines);
        var ended = 0;
        foreach (var row in rows)
        {
            if (!SocketEnding.End(row))
            {
                invocation.Report.Say($"gone before it was ended: {Describe(row)}");
                continue;
            }

            ended++;
            invocation.Report.Line($"ended {Describe(row)}");
            json?.Row(writer => SocketJson.Write(writer, row));
        }

        json?.Finish();
        invocation.Report.Say($"ended {Count(ended)}");
        return ExitCode.Done;
    }

    static string Describe(SocketRow row) =>
        $"{SocketWords.Of(row.Kind)} {SocketName.Of(row, local: true)}{(row.HasRemote ? " -> " + SocketName.Of(row, local: false) : "")} {SocketWords.StateOf(row)} {SocketOwners.Text(row)}";

    static string Count(int count) => count == 1 ? "1 socket" : $"{count} sockets";
}
