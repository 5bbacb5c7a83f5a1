namespace Patchbay.Services.Rpc;

/// <summary>The data of an error about parameters.</summary>
/// <param name="Parameter">Which one; null when all are meant.</param>
/// <param name="Reason">What is wrong with it.</param>
sealed record RpcInvalidParamsData(string? Parameter, string Reason);
