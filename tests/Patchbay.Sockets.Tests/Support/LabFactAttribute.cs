namespace Patchbay.Sockets.Tests;

/// <summary>A test that needs network namespaces; skipped with the reason where they cannot be made.</summary>
sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute() => Skip = NetworkLab.Missing;
}
