using System.Reflection;
using Xunit.Sdk;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>One row for every transport. <paramref name="stock"/> false leaves the reference out, where it costs time and tells nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TransportsAttribute(bool stock = true) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from transport in Enum.GetValues<Transport>()
        where stock || transport != Transport.Stock
        select new object[] { transport };
}
