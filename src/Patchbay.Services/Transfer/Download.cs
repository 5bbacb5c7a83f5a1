namespace Patchbay.Services.Transfer;

/// <summary>A file that a server is sending. Disposing it early gives it up.</summary>
/// <param name="content">The bytes from <see cref="Offset"/> on. Owned.</param>
internal sealed class Download(Stream content) : IAsyncDisposable
{
    public Stream Content => content;

    /// <summary>Where the bytes begin: what was asked for, or 0 when the server begins anew.</summary>
    public long Offset { get; init; }

    /// <summary>The size of the whole file; null where the server does not say.</summary>
    public long? Total { get; init; }

    /// <summary>What the server calls this version of the file; null where it says nothing that could be relied on.</summary>
    public string? Validator { get; init; }

    /// <summary>When the file changed last; null where the server does not say.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>We have it already: nothing comes.</summary>
    public bool IsHere { get; init; }

    /// <summary>After the last byte: the server confirms that it was the last. Throws when it does not.</summary>
    public Func<CancellationToken, Task> FinishAsync { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Lets go of what else is held.</summary>
    public Func<ValueTask> ReleaseAsync { get; init; } = static () => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await ReleaseAsync();
    }
}
