using System.Text.Json;

namespace Patchbay.Services.Rpc;

/// <summary>A call of ours that waits for its answer.</summary>
abstract class RpcCall
{
    public long Id { get; set; }

    /// <summary>Bytes of the request.</summary>
    public int Bytes { get; set; }

    /// <summary>Takes the answer; its bytes are used before this returns.</summary>
    public abstract void End(in RpcMessage answer);

    /// <summary>No answer will come.</summary>
    public abstract void End(Exception reason);

    /// <summary>The error of an answer.</summary>
    protected static Exception ToException(ReadOnlyMemory<byte> error)
    {
        using var parsed = JsonDocument.Parse(error);
        var root = parsed.RootElement;
        // Whatever the peer calls an error is one; what it leaves out is not made up.
        var code = root.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : RpcErrorCodes.InternalError;
        var message = root.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? Text(text) : "the peer gave no message";
        return new RpcException(code, message, root.TryGetProperty("data", out var data) ? data.Clone() : null);
    }

    static string Text(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return text.GetRawText();
        }
    }
}

/// <summary>A call whose result is a <typeparamref name="T"/>.</summary>
/// <param name="read">Reads the result.</param>
sealed class RpcCall<T>(RpcCall<T>.Reader read) : RpcCall
{
    readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public delegate T Reader(ReadOnlySpan<byte> json);

    public Task<T> Answer => _answer.Task;

    public override void End(in RpcMessage answer)
    {
        try
        {
            if (answer.Kind == RpcMessageKind.Error)
            {
                _answer.TrySetException(ToException(answer.Outcome));
            }
            else
            {
                _answer.TrySetResult(read(answer.Outcome.Span));
            }
        }
        catch (Exception error)
        {
            _answer.TrySetException(new RpcConnectionException($"the result is of another type: {error.Message}", error));
        }
    }

    public override void End(Exception reason) =>
        _answer.TrySetException(reason is RpcConnectionException ? reason : new RpcConnectionException($"the connection ended before the answer came: {reason.Message.TrimEnd('.')}", reason));
}
