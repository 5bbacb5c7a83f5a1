namespace Patchbay.Sockets;

/// <summary>Lets a service add words of its protocol to a connection's life. Use <see cref="SocketEvents.Annotate(Microsoft.AspNetCore.Connections.ConnectionContext, string)"/>.</summary>
public interface ISocketAnnotationFeature
{
    /// <summary>Publishes <paramref name="text"/> as <see cref="SocketStep.Annotated"/>.</summary>
    void Annotate(string text);
}
