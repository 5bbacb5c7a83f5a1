using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>Waits for the other side, and gives up when it is silent for too long. One step at a time.</summary>
/// <param name="peer">Who, for messages.</param>
/// <param name="limit">How long it may be silent.</param>
/// <param name="clock">The clock.</param>
internal sealed class Patience(string peer, TimeSpan limit, TimeProvider clock)
{
    /// <summary>Runs one step.</summary>
    /// <param name="step">Heeds its token.</param>
    /// <param name="waitingFor">Ends the sentence "… was silent for 30 s while we waited for".</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransferException">It took too long.</exception>
    public async Task<T> WaitAsync<T>(Func<CancellationToken, ValueTask<T>> step, string waitingFor, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await step(either.Token);
        }
        catch (Exception error) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested && error is OperationCanceledException or ConnectException { Outcome: ConnectOutcome.Cancelled })
        {
            throw TimedOut(waitingFor, error);
        }
    }

    public TransferException TimedOut(string waitingFor, Exception? cause = null) => new(
        TransferFailure.TimedOut, $"{peer} was silent for {Duration.Format(limit)} while we waited for {waitingFor}", "--timeout sets how long we wait.", cause);
}
