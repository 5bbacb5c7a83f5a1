namespace Patchbay;

/// <summary>What is done with the sockets.</summary>
enum SocketsMode
{
    List,
    Pairs,
    Watch,
    Kill,
}
