namespace Patchbay.Services.Chat;

/// <summary>A client's connection as the server's state sees it. No member blocks, throws or calls back.</summary>
internal interface IChatLink
{
    /// <summary>Gives a whole line to the client. False when its queue is full: the line is lost, and the client must be closed.</summary>
    bool Send(ReadOnlyMemory<byte> line);

    /// <summary>Closes after a last line. What still waits is dropped when the queue overflowed.</summary>
    void End(ReadOnlyMemory<byte> lastLine, string reason);

    /// <summary>Asks who that is; the answer comes as <see cref="ChatServer.LoginFinished"/>.</summary>
    void CheckLogin(string name, string password);

    /// <summary>Words for the life of the connection.</summary>
    void Annotate(string text);
}
