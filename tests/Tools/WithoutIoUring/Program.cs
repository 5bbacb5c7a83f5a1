using System.Runtime.InteropServices;

// WithoutIoUring COMMAND ARG…: becomes COMMAND, for which io_uring is denied as containers deny it: by seccomp, with EPERM.
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: WithoutIoUring COMMAND ARG...");
    return 2;
}

if (SeccompFilter.DenyIoUring() is var error and not 0)
{
    Console.Error.WriteLine($"seccomp: {Marshal.GetPInvokeErrorMessage(error)}");
    return 1;
}

error = Exec.Replace(args);
Console.Error.WriteLine($"{args[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
return 1;
