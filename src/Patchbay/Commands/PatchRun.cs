using System.Runtime.ExceptionServices;
using Patchbay.Services;
using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Two addresses from the command line to the exit code: what <c>connect</c>, <c>listen</c> and <c>patch</c> share.</summary>
sealed class PatchRun(Invocation invocation, PatchVerbOptions verb)
{
    readonly Report _report = invocation.Report;

    public async Task<ExitCode> RunAsync(Address a, Address b, bool tellsSummary)
    {
        var arguments = invocation.Arguments;
        Check(a, b);
        var options = verb.Read(arguments);
        options = options with { Relay = options.Relay with { Idle = options.Relay.Idle ?? IdleOf(a, b) } };
        var tap = verb.Tap(arguments, invocation.Io);
        var isServer = a.Listens || b.Listens;
        var once = verb.Once(arguments) || a.FindOption("once") is not null || b.FindOption("once") is not null;
        PatchSide? standard = a.Kind == AddressKind.Standard ? PatchSide.A : b.Kind == AddressKind.Standard ? PatchSide.B : null;
        // Before anything is opened: one JSON document cannot hold a stream.
        var write = standard is null ? null : PeerOutput.For(invocation);

        // Between plain sockets the kernel moves the bytes itself, unless somebody wants to see them or asks for an engine.
        await using var engine = SpliceEngine.CanJoin(a, b) && tap is null && verb.Engine(arguments) is null ? new SpliceEngine() : EngineOption.Open(verb.Engine(arguments));
        using var loggers = new ReportLoggers(_report);
        var sources = new EndSources(
            engine, new LayerSettings { DataDirectory = verb.DataDirectory(arguments), Notify = _report.Say }, verb.Timeout(arguments), options.Most, loggers.CreateLogger("patch"),
            () => new StandardSource(PumpedInput.Open(invocation.Io.Input), write!, invocation.Io.InputIsTerminal),
            inWords: standard is not null && invocation.Io.OutputIsTerminal && _report.Json == JsonMode.None);
        var (first, second) = await sources.OpenAsync(a, b, invocation.Signals.Stop);
        await using var disposeFirst = first;
        await using var disposeSecond = second;
        _report.Detail(engine.Description);
        // A descriptor shows only now whether it listens.
        isServer = first.Listens || second.Listens;
        if (isServer)
        {
            Tell([.. first.Bound, .. second.Bound], engine, standard is not null);
        }

        var observer = new PatchReport(_report, many: isServer && !once, standard);
        options = options with { Once = once, Tap = tap is null ? null : tap.Show };
        var session = new PatchSession(first, second, engine is not SpliceEngine splice ? options : options with { Join = splice.JoinEndsAsync }, observer);
        var summary = await session.RunAsync(invocation.Signals.Stop, invocation.Signals.Cut);
        if (standard is not null || !isServer)
        {
            // A person's own ends: a signal is their wish, and the shell's code for it.
            invocation.Signals.Stop.ThrowIfCancellationRequested();
        }

        if (once && summary.Last is not { IsWhole: true } && invocation.Signals.Stop.IsCancellationRequested)
        {
            // Nobody came, or the signal's drain cut the one client. A client that was served whole to its end is what was asked for, signal or not.
            if (tellsSummary && summary.Last is { Result: not null } cut)
            {
                _report.Say(PatchWords.Summary(cut));
            }

            invocation.Signals.Stop.ThrowIfCancellationRequested();
        }

        return isServer && !once && standard is null ? TellStopped(summary) : TellLast(summary, tellsSummary);
    }

    /// <summary>The option idle= of listeners of streams; sessions of datagrams count their own silence.</summary>
    static TimeSpan? IdleOf(params ReadOnlySpan<Address> addresses)
    {
        TimeSpan? shortest = null;
        foreach (var address in addresses)
        {
            if (address is { Listens: true, Kind: AddressKind.Tcp or AddressKind.Unix } && Duration.TryParse(address.FindOption("idle")?.Value, out var idle) && !(shortest < idle))
            {
                shortest = idle;
            }
        }

        return shortest;
    }

    /// <summary>One patch, or the last of several that ended by themselves.</summary>
    ExitCode TellLast(PatchSummary summary, bool tellsSummary)
    {
        if (summary.Last is not { } last)
        {
            return ExitCode.Done;
        }

        if (last.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        if (tellsSummary)
        {
            _report.Say(PatchWords.Summary(last));
        }

        return last.IsWhole ? ExitCode.Done : throw PatchWords.ToError(last);
    }

    ExitCode TellStopped(PatchSummary summary)
    {
        _report.Say($"stopped: {summary.Patches} {(summary.Patches == 1 ? "patch" : "patches")}, {summary.Cut} cut in {Duration.Format(summary.Elapsed)}");
        _report.Document("stopped", new PatchStoppedData(summary.Patches, summary.Cut, summary.Elapsed.TotalSeconds), ProgramJson.Default.JsonEnvelopePatchStoppedData);
        return summary.Cut == 0 ? ExitCode.Done : ExitCode.Other;
    }

    void Tell(IReadOnlyList<Address> addresses, ISocketEngine engine, bool standard)
    {
        _report.Say($"listening on {string.Join(" and ", addresses)}");
        if (addresses.Any(static address => address.Kind is AddressKind.Tcp or AddressKind.Udp && address.IsExposed()))
        {
            _report.Say("exposed: other machines can reach it, without a password" + (standard ? "; they read our stdin and write to our stdout" : ""));
        }

        var listening = new ListeningData([.. addresses.Select(static address => address.Format())], engine.Description);
        _report.Event("listening", listening, ProgramJson.Default.JsonEnvelopeListeningData);
        ReadyOption.Tell(verb.ReadyDescriptor(invocation.Arguments), "listening", listening, ProgramJson.Default.JsonEnvelopeListeningData);
    }

    /// <summary>Where one of them leaves the interface to the kernel, it may be the other's.</summary>
    static bool AreOneGroup(Address a, Address b) =>
        a is { Kind: AddressKind.Multicast } && b is { Kind: AddressKind.Multicast } && Equals(a.ToDatagramPeer(), b.ToDatagramPeer())
        && (a.FindOption("iface")?.Value is not { } one || b.FindOption("iface")?.Value is not { } other || one == other);

    void Check(Address a, Address b)
    {
        if (a.Kind == AddressKind.Standard && b.Kind == AddressKind.Standard)
        {
            throw new UserError(ExitCode.Usage, "both addresses are stdin and stdout", "One of them is another program's: tcp:HOST:PORT, exec:COMMAND, file:PATH.");
        }

        if (AreOneGroup(a, b))
        {
            throw new UserError(
                ExitCode.Usage, $"both addresses are members of the group {b with { Options = [] }}: each hears what the other sends, and a message would go round for ever",
                "Join two different groups or ports, or the same one on two different interfaces (iface= on both).");
        }

        if (a.Kind == AddressKind.File && b.Kind == AddressKind.File && FileSource.Reads(a, PatchSide.A) == FileSource.Reads(b, PatchSide.B))
        {
            throw new UserError(
                ExitCode.Usage, $"both files are only {(FileSource.Reads(a, PatchSide.A) ? "read, and nobody hears them" : "written, and nobody says anything")}",
                "The first is read and the second written, unless read, write, append or overwrite says so.");
        }

        if (verb.Exposes(invocation.Arguments))
        {
            return;
        }

        var (front, back) = a.Listens ? (a, b) : (b, a);
        if (front is { Listens: true, Kind: AddressKind.Tcp or AddressKind.Udp } && back.Kind is AddressKind.Exec or AddressKind.File && front.FindOption("client-ca") is null && front.IsExposed())
        {
            throw new UserError(
                ExitCode.Usage,
                $"{front} can be reached from other machines, without a password, and {back} {(back.Kind == AddressKind.Exec ? "runs a command for them" : "is a file of this one")}",
                "Listen on loopback (:PORT), ask for client certificates (tls-listen:…,client-ca=FILE), or add --expose if everybody may.");
        }
    }
}
