namespace Patchbay.Interop.Tests.Chat;

/// <summary>A file that a client writes, followed as it grows; it need not be there yet.</summary>
sealed class TailedFile(string path) : IAsyncDisposable
{
    readonly ChildProcess _tail = ChildProcess.Start("tail", ["-q", "-n", "+1", "-F", path, "--sleep-interval=0.1"]);

    public Task HasAsync(string part) => _tail.OutputHas(text => text.Contains(part, StringComparison.Ordinal), $"{path}: {part}");

    public string Text => _tail.Output;

    public ValueTask DisposeAsync() => _tail.DisposeAsync();
}
