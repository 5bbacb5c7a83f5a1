namespace Patchbay.Observation;

/// <summary>What calls do to the table of descriptors. Not thread-safe.</summary>
sealed class CallEffects(SocketBook book)
{
    /// <summary>close_range(2).</summary>
    public const ulong CLOSE_RANGE_UNSHARE = 2, CLOSE_RANGE_CLOEXEC = 4;

    const int FD_CLOEXEC = 1;

    /// <summary>
    /// The call is entered. A close takes effect here and not at its return: between the two another thread may already have been given the number, and returns are seen in any order.
    /// </summary>
    public static void OnEntry(TracedThread thread, OpenCall call)
    {
        switch (call.Shape.Kind)
        {
            case CallKind.Close:
                thread.Files.Close(call.Int(0));
                break;
            case CallKind.CloseRange:
                CloseRange(thread, call);
                break;
            case CallKind.OnSocket when call.Shape.Name is "sendmsg" or "sendmmsg":
                foreach (var descriptor in call.Passed ?? [])
                {
                    if (thread.Files.Find(descriptor) is { } passed)
                    {
                        passed.IsPassed = true;
                    }
                }

                break;
        }
    }

    /// <summary>The call returns.</summary>
    public Effect OnReturn(TracedThread thread, OpenCall call, long result)
    {
        var effect = new Effect();
        if (result < 0)
        {
            return effect;
        }

        var made = (int)result;
        var flags = (long)call.Arguments[1];
        switch (call.Shape.Kind)
        {
            case CallKind.Socket:
                (effect.Made, effect.Socket) = (made, Make(thread, made, flags));
                break;
            case CallKind.SocketPair when call.Pair is var (first, second):
                (effect.Made, effect.Socket) = (first, Make(thread, first, flags));
                (effect.MadeSecond, effect.Second) = (second, Make(thread, second, flags));
                SocketBook.Join(effect.Socket, effect.Second);
                break;
            case CallKind.Accept:
                effect.IsAccept = true;
                (effect.Made, effect.Socket) = (made, Make(thread, made, call.Shape.Name == "accept4" ? (long)call.Arguments[3] : 0));
                break;
            case CallKind.Duplicate:
                Duplicate(thread, call, made, closeOnExec: false);
                effect.Made = made;
                break;
            case CallKind.DuplicateTo:
                thread.Files.Duplicate(call.Int(0), made, call.Shape.Name == "dup3" && ((long)call.Arguments[2] & SocketCallWords.CloseOnExec) != 0);
                effect.Made = made;
                break;
            case CallKind.Fcntl:
                effect.Made = Fcntl(thread, call, made);
                break;
            case CallKind.Ioctl:
                Ioctl(thread, call);
                break;
            case CallKind.EpollCreate:
                thread.Files.Set(made, new OpenFile(OpenFileKind.Epoll), call.Shape.Name == "epoll_create1" && ((long)call.Arguments[0] & SocketCallWords.CloseOnExec) != 0);
                break;
            case CallKind.EpollControl:
                EpollControl(thread, call);
                break;
            case CallKind.RingSetup:
                thread.Files.Set(made, new OpenFile(OpenFileKind.Ring), closeOnExec: true);
                effect.IsRing = true;
                thread.Process.HasRing = true;
                break;
            case CallKind.BorrowDescriptor:
                effect.Borrowed = made;
                break;
            case CallKind.Unshare when CallFollower.MeansFiles(call.Arguments[0]):
                Unshare(thread);
                break;
        }

        return effect;
    }

    OpenFile Make(TracedThread thread, int descriptor, long flags)
    {
        var file = book.Make(thread.Process.Id, descriptor);
        file.NonBlocking = (flags & SocketCallWords.NonBlocking) != 0;
        thread.Files.Set(descriptor, file, (flags & SocketCallWords.CloseOnExec) != 0);
        return file;
    }

    static void CloseRange(TracedThread thread, OpenCall call)
    {
        var flags = call.Arguments[2];
        if ((flags & CLOSE_RANGE_UNSHARE) != 0)
        {
            Unshare(thread);
        }

        foreach (var descriptor in thread.Files.InRange((uint)call.Arguments[0], (uint)call.Arguments[1]))
        {
            if ((flags & CLOSE_RANGE_CLOEXEC) != 0)
            {
                thread.Files.SetCloseOnExec(descriptor, true);
            }
            else
            {
                thread.Files.Close(descriptor);
            }
        }
    }

    static void Unshare(TracedThread thread)
    {
        if (thread.Files.Users > 1)
        {
            var copy = thread.Files.Copy();
            thread.Files.Leave();
            thread.Files = copy;
        }
    }

    static void Duplicate(TracedThread thread, OpenCall call, int made, bool closeOnExec)
    {
        if (thread.File is { } file && made != call.Int(0))
        {
            thread.Files.Set(made, file, closeOnExec);
        }
    }

    static int Fcntl(TracedThread thread, OpenCall call, int made)
    {
        switch ((long)call.Int(1))
        {
            case SocketCallWords.DuplicateCommand:
                Duplicate(thread, call, made, closeOnExec: false);
                return made;
            case SocketCallWords.DuplicateClosingCommand:
                Duplicate(thread, call, made, closeOnExec: true);
                return made;
            case SocketCallWords.SetDescriptorCommand:
                thread.Files.SetCloseOnExec(call.Int(0), ((int)call.Arguments[2] & FD_CLOEXEC) != 0);
                return -1;
            case SocketCallWords.SetStatusCommand:
                SetNonBlocking(thread, ((long)call.Arguments[2] & SocketCallWords.NonBlocking) != 0);
                return -1;
            default:
                return -1;
        }
    }

    static void Ioctl(TracedThread thread, OpenCall call)
    {
        switch ((long)(uint)call.Arguments[1])
        {
            case SocketCallWords.NonBlockingRequest when thread.File is { IsSocket: false }:
                // Not decoded, since not told; only a socket's matters.
                break;
            case SocketCallWords.NonBlockingRequest:
                SetNonBlocking(thread, call.Flags != 0);
                break;
            case SocketCallWords.CloseOnExecRequest:
                thread.Files.SetCloseOnExec(call.Int(0), true);
                break;
            case SocketCallWords.KeepOnExecRequest:
                thread.Files.SetCloseOnExec(call.Int(0), false);
                break;
        }
    }

    static void SetNonBlocking(TracedThread thread, bool value)
    {
        if (thread.File is { } file)
        {
            file.NonBlocking = value;
        }
    }

    static void EpollControl(TracedThread thread, OpenCall call)
    {
        const int Add = 1, Remove = 2;
        if (thread.Files.Find(call.Int(0)) is not { Kind: OpenFileKind.Epoll } epoll || thread.File is not { IsSocket: true } socket)
        {
            return;
        }

        if (call.Int(1) == Add)
        {
            epoll.Watch(socket);
        }
        else if (call.Int(1) == Remove)
        {
            epoll.Unwatch(socket);
        }
    }
}
