namespace Patchbay.Observation;

/// <summary>What a system call returned: a count or descriptor, or an error.</summary>
/// <param name="Returned">As the kernel has it: below zero, minus the errno.</param>
public readonly record struct CallResult(int Returned)
{
    /// <summary>It did what it was asked.</summary>
    public bool Succeeded => Returned >= 0;

    /// <summary>The error number; 0 for none.</summary>
    public int Errno => Returned < 0 ? -Returned : 0;

    /// <summary>It would have to wait.</summary>
    public bool WouldBlock => Errno is Linux.Errno.EAGAIN or Linux.Errno.EINPROGRESS or Linux.Errno.EALREADY;
}
