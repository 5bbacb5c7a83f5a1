namespace Patchbay.Services.Transfer;

/// <summary>A transfer failed. The message is one line for people, <see cref="Hint"/> another.</summary>
/// <param name="failure">The class of the failure.</param>
/// <param name="message">Who, what and why, without a final full stop.</param>
/// <param name="hint">What helps; empty when nothing does.</param>
/// <param name="inner">The cause, if any.</param>
internal sealed class TransferException(TransferFailure failure, string message, string hint = "", Exception? inner = null) : IOException(message, inner)
{
    public TransferFailure Failure { get; } = failure;

    public string Hint { get; } = hint;
}
