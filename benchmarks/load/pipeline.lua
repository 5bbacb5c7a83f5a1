-- wrk: sixteen requests in each write.
function init(args)
    local one = wrk.format(nil, nil, nil, nil)
    pipelined = one:rep(16)
end

function request()
    return pipelined
end
