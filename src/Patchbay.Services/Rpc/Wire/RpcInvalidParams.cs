using System.Text.Json;

namespace Patchbay.Services.Rpc;

/// <summary>Makes the errors that say which parameter is wrong.</summary>
static class RpcInvalidParams
{
    /// <summary>An error of the specification's words, whose data names the parameter and the reason.</summary>
    /// <param name="parameter">Which; null for all of them.</param>
    /// <param name="reason">Ends a sentence about it.</param>
    public static RpcException Because(string? parameter, string reason) =>
        new(RpcErrorCodes.InvalidParams, "Invalid params", JsonSerializer.SerializeToElement(new RpcInvalidParamsData(parameter, reason), RpcWireJson.Default.RpcInvalidParamsData));
}
