namespace Patchbay.Services.Rpc;

/// <summary>The members of a message that mean something; a set of them.</summary>
[Flags]
enum RpcMember
{
    None = 0,
    Version = 1,
    Id = 2,
    Method = 4,
    Params = 8,
    Result = 16,
    Error = 32,
}
