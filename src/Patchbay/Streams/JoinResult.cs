using Patchbay.Sockets;

namespace Patchbay;

/// <summary>How a join ended.</summary>
/// <param name="Sent">Bytes given to the kernel for the peer.</param>
/// <param name="Received">Bytes from the peer written to the output.</param>
/// <param name="Cut">The direction that did not end properly.</param>
/// <param name="Error">Why, or null.</param>
sealed record JoinResult(long Sent, long Received, CutDirection Cut, Exception? Error)
{
    /// <summary>The words for a cut direction: what was lost, and why.</summary>
    public UserError ToError(string peer) => Error is LayerException layer ? Failures.Explain(layer) : Cut switch
    {
        CutDirection.Receiving => new(ExitCode.ReceiveFailed, $"{peer} reset the connection after {Received} bytes received",
            "What the peer still had to say is lost. A server that dies or closes with unread data does that.", Error),
        CutDirection.Sending => new(ExitCode.SendFailed, $"{peer} no longer takes what we send, after {Sent} bytes", "The peer closed before we had finished.", Error),
        CutDirection.Output => new(ExitCode.Other, $"stdout was closed by its reader after {Received} bytes", "The rest of what the peer sent is lost.", Error),
        _ => throw new InvalidOperationException("Nothing was cut."),
    };
}
