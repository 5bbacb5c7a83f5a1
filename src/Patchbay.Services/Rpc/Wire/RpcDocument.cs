namespace Patchbay.Services.Rpc;

/// <summary>What a message's bytes turned out to be.</summary>
public enum RpcDocument
{
    /// <summary>One message.</summary>
    One,

    /// <summary>An array of at least one message.</summary>
    Batch,

    /// <summary>No JSON, or no UTF-8.</summary>
    NoJson,

    /// <summary>JSON that is nested too deep.</summary>
    TooDeep,

    /// <summary>An array without messages.</summary>
    EmptyBatch,

    /// <summary>An array of more messages than allowed.</summary>
    LongBatch,
}
