namespace Patchbay.Services.Rpc;

/// <summary>Lets waiters look again at a condition whenever something changed. Thread-safe.</summary>
sealed class RpcGate
{
    TaskCompletionSource? _changed;

    /// <summary>Something that a condition looks at has changed.</summary>
    public void Signal() => Interlocked.Exchange(ref _changed, null)?.TrySetResult();

    /// <summary>Waits as long as a condition holds.</summary>
    public async ValueTask WaitWhileAsync(Func<bool> isClosed, CancellationToken cancellationToken)
    {
        while (isClosed())
        {
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var changed = Interlocked.CompareExchange(ref _changed, fresh, null) ?? fresh;
            // Looked at once more: a change between the first look and the exchange signalled nobody.
            if (!isClosed())
            {
                return;
            }

            await changed.Task.WaitAsync(cancellationToken);
        }
    }
}
