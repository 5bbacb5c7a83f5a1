using Patchbay.Services.Transfer;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Tells of a mirror: what is done, what was left out, how it ended. Thread-safe.</summary>
sealed class MirrorReport : IMirrorObserver, IDisposable
{
    const int MostLeftOut = 20;

    readonly Report _report;
    readonly TextWriter _error;
    readonly string _source;
    readonly string _destination;
    readonly bool _isDryRun;
    readonly bool _isOnTerminal;
    readonly Lock _lock = new();
    readonly TransferTiming _timing = new(TimeProvider.System);
    readonly TransferMeter _meter = new();
    readonly Timer? _timer;
    int _files;
    int _done;
    int _shown;

    public MirrorReport(Invocation invocation, string source, string destination, bool isDryRun)
    {
        (_report, _error, _source, _destination, _isDryRun) = (invocation.Report, invocation.Io.Error, Shown(source), Shown(destination), isDryRun);
        _isOnTerminal = invocation.Io.ErrorIsTerminal && !_report.IsQuiet && _report.Json == JsonMode.None && !isDryRun;
        _timer = _isOnTerminal ? new Timer(_ => Show(), null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)) : null;
    }

    public void Say(string text)
    {
        lock (_lock)
        {
            Clear();
            _report.Say(text);
        }
    }

    public void Planned(MirrorPlan plan, MirrorTree source)
    {
        _files = plan.Steps.Count(static step => step.Action == MirrorAction.Copy);
        _meter.Begins(0, plan.Bytes, _timing.Elapsed);
        foreach (var (path, why) in source.LeftOut.Take(MostLeftOut))
        {
            Say($"left out {Utf8Text.Shown(path)}: {why}");
        }

        if (source.LeftOut.Count > MostLeftOut)
        {
            Say($"left out {source.LeftOut.Count - MostLeftOut} more");
        }

        foreach (var (path, why) in plan.Conflicts)
        {
            Say($"not done {Utf8Text.Shown(path)}: {why}");
        }

        if (_isDryRun)
        {
            foreach (var step in plan.Steps)
            {
                _report.Line($"{Word(step.Action)} {Utf8Text.Shown(step.Item.Path)} ({step.Why})");
                Tell(step, null);
            }
        }
    }

    public void Done(MirrorStep step)
    {
        lock (_lock)
        {
            _done += step.Action == MirrorAction.Copy ? 1 : 0;
            if (_report.IsVerbose)
            {
                Clear();
                _report.Detail($"{Word(step.Action)} {Utf8Text.Shown(step.Item.Path)} ({step.Why})");
            }
        }

        Tell(step, null);
    }

    public void Failed(MirrorStep step, Exception error)
    {
        Say($"not done {Utf8Text.Shown(step.Item.Path)}: {error.Message}");
        Tell(step, error);
    }

    // Each file begins by itself; the whole is what is shown.
    public void Begins(long offset, long? total) => Moved((int)Math.Min(offset, int.MaxValue));

    public void Moved(int bytes)
    {
        lock (_lock)
        {
            _meter.Moved(bytes);
        }
    }

    /// <summary>The summary; not 0 when something was not done.</summary>
    public ExitCode Ended(MirrorPlan plan, MirrorTree source, MirrorResult? result)
    {
        lock (_lock)
        {
            Clear();
        }

        var elapsed = _timing.Elapsed;
        var data = new MirrorData(_source, _destination, _isDryRun, result?.Copied ?? _files, result?.Bytes ?? plan.Bytes, result?.Removed ?? plan.Removals, plan.Same,
            source.LeftOut.Count - source.Missing, (result?.Failed ?? 0) + plan.Conflicts.Count + source.Missing, elapsed.TotalSeconds);
        var removed = data.Removed > 0 ? $", {data.Removed} {(_isDryRun ? "to remove" : "removed")}" : "";
        var leftOut = data.LeftOut > 0 ? $", {data.LeftOut} left out" : "";
        var failed = data.Failed > 0 ? $", {data.Failed} not done" : "";
        _report.Say($"{(_isDryRun ? "would copy" : "copied")} {Files(data.Copied)}, {ByteWords.Size(data.Bytes)} in {Duration.Format(elapsed)}; {data.Same} unchanged{removed}{leftOut}{failed}");
        _report.Document("mirror", data, ProgramJson.Default.JsonEnvelopeMirrorData);
        return data.Failed > 0 ? ExitCode.Partial : ExitCode.Done;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            Clear();
        }
    }

    void Tell(MirrorStep step, Exception? error) =>
        _report.Event("step", new MirrorStepData(Word(step.Action), step.Item.Path, step.Why, error?.Message), ProgramJson.Default.JsonEnvelopeMirrorStepData);

    void Show()
    {
        lock (_lock)
        {
            if (_files == 0)
            {
                return;
            }

            var line = $"{_done} of {Files(_files)}  {TransferReport.Line(null, _meter, _timing.Elapsed)}";
            _error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }

    void Clear()
    {
        if (_shown > 0)
        {
            _error.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }

    static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    /// <summary>A URL without its password.</summary>
    static string Shown(string text) => RemoteUrl.IsUrl(text) ? RemoteUrl.Parse(text).ToString() : text;

    static string Word(MirrorAction action) => action switch
    {
        MirrorAction.MakeFolder => "make",
        MirrorAction.Copy => "copy",
        _ => "remove",
    };
}
